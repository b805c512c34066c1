package codes

// Text is a text in both languages of the project. Both are required wherever
// a Text is shown.
type Text struct {
	IT string `toml:"it"`
	EN string `toml:"en"`
}

// In is the text in a language, "it" or "en"; empty for any other.
func (t Text) In(lang string) string {
	switch lang {
	case "it":
		return t.IT
	case "en":
		return t.EN
	}
	return ""
}

// IsComplete says whether both languages are there.
func (t Text) IsComplete() bool { return t.IT != "" && t.EN != "" }
