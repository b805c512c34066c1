package locale

import (
	_ "embed" // the tables of words and messages
	"fmt"
	"math"
	"sync"

	"fabbisogno/datasets/tomlfile"
)

//go:embed words.toml
var wordsTOML []byte

// Word is a probability word with its bounds in percent; the lower bound belongs to it.
type Word struct {
	Word         Text
	Lower, Upper int
}

var loadWords = sync.OnceValues(func() ([]Word, error) { return parseWords(wordsTOML) })

// Words is the table of probability words, from the most certain down.
func Words() ([]Word, error) { return loadWords() }

func parseWords(data []byte) ([]Word, error) {
	var file struct {
		Word []struct {
			IT    string `toml:"it"`
			EN    string `toml:"en"`
			Lower int    `toml:"lower"`
			Upper int    `toml:"upper"`
		} `toml:"word"`
	}
	if err := tomlfile.Decode("words.toml", data, &file); err != nil {
		return nil, fmt.Errorf("load probability words: %w", err)
	}
	words := make([]Word, 0, len(file.Word))
	above := 100
	for _, w := range file.Word {
		word := Word{Text{IT: w.IT, EN: w.EN}, w.Lower, w.Upper}
		if !word.Word.IsComplete() || word.Upper != above || word.Lower >= word.Upper {
			return nil, fmt.Errorf("load probability words: %q: expected both languages and bounds that continue from %d%% down", w.IT, above)
		}
		above = word.Lower
		words = append(words, word)
	}
	if above != 0 {
		return nil, fmt.Errorf("load probability words: the table ends at %d%%, expected 0%%", above)
	}
	return words, nil
}

// ProbabilityWord is the word for a probability between 0 and 1. The class is
// that of the printed percentage, so word and number cannot disagree.
func (l Lang) ProbabilityWord(p float64) (string, error) {
	if math.IsNaN(p) || p < 0 || p > 1 {
		return "", fmt.Errorf("name probability %v: expected 0 to 1", p)
	}
	words, err := Words()
	if err != nil {
		return "", err
	}
	pct := int(math.Round(p * 100))
	for _, w := range words {
		if pct >= w.Lower {
			return l.Of(w.Word), nil
		}
	}
	return "", fmt.Errorf("name probability %v: no word", p)
}

// Probability is the word followed by the number: "molto probabile (87%)". What
// would round to certainty says so: "oltre 99%", "under 1%".
func (l Lang) Probability(p float64) (string, error) {
	word, err := l.ProbabilityWord(p)
	if err != nil {
		return "", err
	}
	return word + " (" + l.Chance(p) + ")", nil
}

// Chance is a probability between 0 and 1 as a whole percentage; it comes of draws,
// and all of them are no certainty either.
func (l Lang) Chance(p float64) string {
	over, under := "over 99%", "under 1%"
	if l == IT {
		over, under = "oltre 99%", "meno di 1%"
	}
	switch {
	case p > 0.995:
		return over
	case p < 0.005:
		return under
	}
	return l.Percent(p*100, 0)
}

// Frequency says a level as Bank of England fan charts do: "8 casi su 10", "8 out of 10".
func (l Lang) Frequency(level float64) string {
	n, of := level*10, 10
	if math.Abs(n-math.Round(n)) > 1e-9 {
		n, of = level*100, 100
	}
	if l == IT {
		return fmt.Sprintf("%s casi su %d", l.Number(n, 0), of)
	}
	return fmt.Sprintf("%s out of %d", l.Number(n, 0), of)
}
