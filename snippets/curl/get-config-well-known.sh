curl --fail-with-body --silent --show-error \
  --header "Authorization: Bearer $SCIM_TOKEN" \
  "${SCIM_BASE_URL%/scim/v2}/.well-known/scim-configuration"
