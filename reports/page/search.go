package page

// searchView is a plain list of everything that has a sheet; the script puts a field
// above it that keeps the entries with the words typed.
type searchView struct {
	Title, List, Count, None string
	Items                    []searchItem
}

type searchItem struct{ Href, Name, Kind, Code string }

// search lists the sheets of the latest editions in a language, for a page that is
// root away from the root; nil where there are none. The landing page has it in both
// languages, so its words do not come from the language of the page.
func (w *writer) search(lang, root string) *searchView {
	words := Words()
	in := func(key string) string { return words[key].In(lang) }
	v := &searchView{Title: in("search.title"), List: in("search.list"), Count: in("search.count"), None: in("search.none")}
	for _, e := range w.in.Editions {
		if !w.isLatest(e) {
			continue
		}
		for _, set := range e.Sheets {
			for _, s := range set.Sheets {
				v.Items = append(v.Items, searchItem{Href: root + SheetPath(e, set.Kind, lang, s.Code), Name: s.Name.In(lang),
					Kind: in("search." + string(set.Kind)), Code: s.Code})
			}
		}
	}
	if len(v.Items) == 0 {
		return nil
	}
	return v
}
