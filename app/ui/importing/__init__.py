"""The page 导入: public lists and cancellation notices come in."""
