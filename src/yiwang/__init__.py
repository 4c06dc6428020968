"""Yiwang 一网: the platform of a province, drawn as the plan draws it (云政发〔2023〕8号, 四横三纵)."""
