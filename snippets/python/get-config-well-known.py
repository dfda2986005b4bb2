import os

import httpx

response = httpx.get(
    httpx.URL(os.environ["SCIM_BASE_URL"]).join("/.well-known/scim-configuration"),
    headers={"Authorization": f"Bearer {os.environ['SCIM_TOKEN']}"},
)
response.raise_for_status()
print(response.json()["filter"]["supported"])
#> True
