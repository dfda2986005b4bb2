curl --fail-with-body --silent --show-error \
  --header "Authorization: Bearer $SCIM_TOKEN" \
  --get "$SCIM_BASE_URL/Users" \
  --data-urlencode startIndex=1 \
  --data-urlencode count=1
