from demo.services.country import load_country

__all__ = ["load_country"]
