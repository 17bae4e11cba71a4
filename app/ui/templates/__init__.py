"""表单模板: the texts of the forms, the firm's own where it wants them otherwise."""
