curl --fail-with-body --silent --show-error \
  --header "Authorization: Bearer $SCIM_TOKEN" \
  --header "Content-Type: application/scim+json" \
  --request PATCH "$SCIM_BASE_URL/Users/${USER_ID:?}" \
  --data-binary @- <<'JSON'
{
  "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
  "Operations": [{"op": "replace", "value": {"active": true}}]
}
JSON
