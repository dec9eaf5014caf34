-- When it was first found that a notice cannot be read: the shop is down, say.

ALTER TABLE notice ADD COLUMN held REAL;
