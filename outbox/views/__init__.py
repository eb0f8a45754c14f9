from outbox.views.deliveries import DecideDelivery, DeliveryDetail, DeliveryList
from outbox.views.following import Follow, Unfollow, visible_records

__all__ = ["DecideDelivery", "DeliveryDetail", "DeliveryList", "Follow", "Unfollow", "visible_records"]
