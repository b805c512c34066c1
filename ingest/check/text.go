package check

import "fabbisogno/datasets/codes"

// Text says what a rule says, in both languages, for pages. A test holds the
// Italian complete; should one be missing all the same, the English stands for it.
func (r Rule) Text() codes.Text {
	text := codes.Text{IT: italian[r.Name], EN: r.What}
	if text.IT == "" {
		text.IT = r.What
	}
	return text
}
