"""The page 设置: data folder, copies, look, fonts, licences."""
