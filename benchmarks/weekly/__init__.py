"""The weekly benchmark: clinics from seeds, solvers by name, answers checked without any of them."""
