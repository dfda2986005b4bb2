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
  "externalId": "00u1a2b3c4AdaQuill5d7",
  "userName": "ada.quill@example.com",
  "name": {
    "formatted": "Ada Quill",
    "givenName": "Ada",
    "familyName": "Quill"
  },
  "emails": [
    {"value": "ada.quill@example.com", "type": "work", "primary": true}
  ],
  "active": true,
  "urn:ietf:params:scim:schemas:extension:testomat:2.0:User": {
    "testomat_roles": ["manager"]
  }
}
JSON
