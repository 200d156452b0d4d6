-- Tokens are told apart by their names, in the list and in the audit: two that hold do not have the same.

create unique index api_tokens_by_name on api_tokens (lower(name)) where revoked_at is null;
