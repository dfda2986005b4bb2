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
  "externalId": "00u1a2b3c4BenHale65d7",
  "userName": "ben.hale@example.com",
  "name": {"formatted": "Ben Hale", "givenName": "Ben", "familyName": "Hale"},
  "emails": [
    {"value": "ben.hale@example.com", "type": "work", "primary": true}
  ],
  "active": true,
  "urn:ietf:params:scim:schemas:extension:testomat:2.0:User": {
    "testomat_roles": ["owner"]
  }
}
JSON
