answer=$(
  curl --fail-with-body --silent --show-error \
    --header "Authorization: Bearer $SCIM_TOKEN" \
    --header "Content-Type: application/scim+json" \
    "$SCIM_BASE_URL/Groups" \
    --data-binary @- <<'JSON'
{
  "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
  "displayName": "Checkout Team",
  "members": []
}
JSON
)
echo "$answer"
GROUP_ID=$(jq --raw-output .id <<<"$answer")
export GROUP_ID
