"""The page 平台目录: what each platform asks for, with its evidence."""
