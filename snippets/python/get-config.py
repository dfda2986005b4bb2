import os

import httpx

response = httpx.get(
    f"{os.environ['SCIM_BASE_URL']}/ServiceProviderConfig",
    headers={"Authorization": f"Bearer {os.environ['SCIM_TOKEN']}"},
)
response.raise_for_status()
print(response.json()["patch"]["supported"])
#> True
