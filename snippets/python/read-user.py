import os

import httpx

user_id = os.environ["USER_ID"]
response = httpx.get(
    f"{os.environ['SCIM_BASE_URL']}/Users/{user_id}",
    headers={"Authorization": f"Bearer {os.environ['SCIM_TOKEN']}"},
)
response.raise_for_status()
print(response.json()["active"])
#> True
