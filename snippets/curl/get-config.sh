curl --fail-with-body --silent --show-error \
  --header "Authorization: Bearer $SCIM_TOKEN" \
  "$SCIM_BASE_URL/ServiceProviderConfig"
