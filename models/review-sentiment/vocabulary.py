"""Makes tokenizer.json: WordPiece over lower-case text, with a vocabulary counted from the training
texts. It is counted here and not by the library's trainer, which gives another one at every run.

The vocabulary is, in this order: padding and unknown; every character seen, alone and as a
continuation; the commonest word endings; every word seen often enough. WordPiece takes the longest
piece it finds, so a common word is one token and a rare one is its longest known beginning and the rest.
"""

from collections import Counter

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

PAD, UNKNOWN = "[PAD]", "[UNK]"
MIN_WORD_COUNT = 3
ENDINGS = 400
ENDING_LENGTHS = range(2, 6)


def build(texts: list[str]) -> Tokenizer:
    """The tokenizer for these texts; the same texts give the same one."""
    tokenizer = Tokenizer(models.WordPiece({PAD: 0, UNKNOWN: 1}, unk_token=UNKNOWN))
    tokenizer.normalizer = normalizers.Sequence([
        normalizers.Replace("<br />", " "),
        normalizers.BertNormalizer(clean_text=True, handle_chinese_chars=True, strip_accents=True, lowercase=True)])
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    words = Counter()
    for text in texts:
        normal = tokenizer.normalizer.normalize_str(text)
        words.update(word for word, _ in tokenizer.pre_tokenizer.pre_tokenize_str(normal))
    tokenizer.model = models.WordPiece(vocabulary(words), unk_token=UNKNOWN, max_input_chars_per_word=100)
    return tokenizer


def vocabulary(words: Counter) -> dict[str, int]:
    characters = sorted({character for word in words for character in word})
    endings = Counter()
    for word, count in words.items():
        for length in ENDING_LENGTHS:
            if len(word) > length + 1 and word.isalpha():
                endings[word[-length:]] += count
    pieces = [PAD, UNKNOWN, *characters, *("##" + character for character in characters)]
    pieces += ["##" + ending for ending, _ in by_count(endings)[:ENDINGS]]
    pieces += [word for word, count in by_count(words) if count >= MIN_WORD_COUNT and len(word) > 1]
    return {piece: code for code, piece in enumerate(pieces)}


def by_count(counted: Counter) -> list[tuple[str, int]]:
    """The commonest first; the same count in the order of the alphabet."""
    return sorted(counted.items(), key=lambda entry: (-entry[1], entry[0]))
