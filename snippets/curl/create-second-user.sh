answer=$(
  curl --fail-with-body --silent --show-error \
    --header "Authorization: Bearer $SCIM_TOKEN" \
    --header "Content-Type: application/scim+json" \
    "$SCIM_BASE_URL/Users" \
    --data-binary @- <<'JSON'
{
  "schemas": [
    "urn:ietf:params:scim:schemas:core:2.0:User",
    "urn:ietf:params:scim:schemas:extension:testomat:2.0:User"
  ],
  "externalId": "00u1a2b3c4Siobhan75d7",
  "userName": "siobhan.ohara@example.com",
  "name": {
    "formatted": "Siobhan O'Hara",
    "givenName": "Siobhan",
    "familyName": "O'Hara"
  },
  "emails": [
    {"value": "siobhan.ohara@example.com", "type": "work", "primary": true}
  ],
  "active": true,
  "urn:ietf:params:scim:schemas:extension:testomat:2.0:User": {
    "testomat_roles": ["read"]
  }
}
JSON
)
echo "$answer"
OTHER_USER_ID=$(jq --raw-output .id <<<"$answer")
export OTHER_USER_ID
