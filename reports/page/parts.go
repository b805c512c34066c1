package page

import (
	"bytes"
	"fmt"
	"html/template"

	"fabbisogno/reports/edition"
	"fabbisogno/reports/figure"
)

// parts keeps stretches of pages that say the same wherever they stand: an edition is
// written at its own address and at that of the latest one, and editions share their
// annexes. A part is made by the templates like everything else, as what stands between
// elements, and is set into each page as it came out. It must hold no address relative
// to the page: TestPartsSayTheSameOnEveryPage holds each to that. The nil map keeps nothing.
type parts map[partKey]template.HTML

// partKey is the template of a part and what it is made from: a name, or the first
// item of a list, which nobody changes while pages are written.
type partKey struct {
	template string
	of       any
}

// part executes a template for view, or gives what came out for the same thing before.
func (w *writer) part(kept parts, key partKey, view any) (template.HTML, error) {
	if made, there := kept[key]; there {
		return made, nil
	}
	b := w.spare // grown by the largest part so far; a part within a part takes one of its own
	w.spare = bytes.Buffer{}
	b.Reset()
	if err := w.tmpl.ExecuteTemplate(&b, key.template, view); err != nil {
		return "", err
	}
	made := template.HTML(b.String())
	w.spare = b
	if kept != nil {
		kept[key] = made
	}
	return made, nil
}

// Part is a stretch of the report that its two pages share.
func (v reportView) Part(name string) (template.HTML, error) {
	return v.writer.part(v.writer.ofEdition, partKey{name, v.Edition.ID + " " + v.Edition.Label}, v)
}

// CommonPart is an annex that editions share: what is common to them is one list, not
// copies of it, and editions with another list get an annex of their own.
func (v reportView) CommonPart(name string) (template.HTML, error) {
	var of any
	switch e := v.Edition; name {
	case "annex-methods":
		of = &e.Methods[0]
	case "annex-quality":
		of = &e.Quality[0]
	case "annex-words":
		of = &e.Words[0]
	case "annex-glossary":
		of = &e.Glossary[0]
	default:
		return "", fmt.Errorf("annex %q: not known to be common to editions", name)
	}
	return v.writer.part(v.writer.ofLanguage, partKey{name, of}, v)
}

// setParts puts into a figure of the report what stands above and below its links.
func (w *writer) setParts(e edition.Edition, f figure.Figure, v *figureView) error {
	of := e.ID + " " + e.Label + " " + f.ID
	above, below := partKey{"figure-above", of}, partKey{"figure-below", of}
	if _, there := w.ofEdition[below]; !there {
		if err := w.setTable(f, v); err != nil {
			return err
		}
		v.Room = w.roomOf(*v)
	}
	var err error
	if v.Above, err = w.part(w.ofEdition, above, v); err != nil {
		return err
	}
	v.Below, err = w.part(w.ofEdition, below, v)
	return err
}
