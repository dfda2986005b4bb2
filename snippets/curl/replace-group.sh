curl --fail-with-body --silent --show-error \
  --header "Authorization: Bearer $SCIM_TOKEN" \
  --header "Content-Type: application/scim+json" \
  --request PUT "$SCIM_BASE_URL/Groups/${GROUP_ID:?}" \
  --data-binary @- <<'JSON'
{
  "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
  "displayName": "Checkout Team",
  "members": []
}
JSON
