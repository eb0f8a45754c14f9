def findings() -> str:
    return ""
