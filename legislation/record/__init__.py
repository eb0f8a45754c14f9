from legislation.record.acts import Word, history_of_act, touching, word_on_deadline
from legislation.record.items import history_of_item

__all__ = ["Word", "history_of_act", "history_of_item", "touching", "word_on_deadline"]
