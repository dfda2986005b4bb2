head -c 1048577 /dev/zero |
  curl --fail-with-body --silent --show-error \
  --header "Authorization: Bearer $SCIM_TOKEN" \
  --header "Content-Type: application/scim+json" \
  "$SCIM_BASE_URL/Users" \
  --data-binary @-
