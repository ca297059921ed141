import wmill


def main(amount: int):
    return {"is_small": amount <= int(wmill.get_variable("f/refunds/limit"))}
