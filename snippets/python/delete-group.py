import os

import httpx

group_id = os.environ["GROUP_ID"]
response = httpx.delete(
    f"{os.environ['SCIM_BASE_URL']}/Groups/{group_id}",
    headers={"Authorization": f"Bearer {os.environ['SCIM_TOKEN']}"},
)
response.raise_for_status()
print(response.status_code)
#> 204
