package check

import "fabbisogno/datasets/codes"

// Text says what a rule says, in both languages, for pages.
func (r Rule) Text() codes.Text { return codes.Text{IT: italian[r.Name], EN: r.What} }
