curl --fail-with-body --silent --show-error \
  --header "Authorization: Bearer $SCIM_TOKEN" \
  --get "$SCIM_BASE_URL/Groups" \
  --data-urlencode 'filter=displayName eq "Checkout Team"' \
  --data-urlencode startIndex=1 \
  --data-urlencode count=100
