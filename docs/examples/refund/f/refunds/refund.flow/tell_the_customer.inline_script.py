def main(order: int, error: dict):
    return f"Order {order} is not refunded. {error['message']}"
