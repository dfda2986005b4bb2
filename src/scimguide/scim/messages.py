"""The media type of SCIM (RFC 7644 section 8.1), and the URNs of its messages (section 8.2)."""

MEDIA_TYPE = "application/scim+json"
PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
LIST_RESPONSE = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
ERROR_RESPONSE = "urn:ietf:params:scim:api:messages:2.0:Error"
