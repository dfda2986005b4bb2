curl --fail-with-body --silent --show-error \
  --header "Authorization: Bearer $SCIM_TOKEN" \
  --request DELETE "$SCIM_BASE_URL/Groups/${GROUP_ID:?}"
