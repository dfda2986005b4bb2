curl --fail-with-body --silent --show-error \
  --header "Authorization: Bearer $SCIM_TOKEN" \
  --get "$SCIM_BASE_URL/Users" \
  --data-urlencode 'filter=userName eq "ADA.QUILL@EXAMPLE.COM"' \
  --data-urlencode startIndex=1 \
  --data-urlencode count=100
