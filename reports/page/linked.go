package page

import (
	"cmp"
	"strings"

	"fabbisogno/reports/edition"
	"fabbisogno/reports/figure"
)

// Publisher is who answers for a site; the program's name stands in for none.
type Publisher struct{ Name, Contact string }

// linked is a thing described in the vocabulary of schema.org, as JSON-LD. The
// templates write it as JSON inside a script element of a type that never runs.
type linked map[string]any

const licenceAddress = "https://creativecommons.org/licenses/by/4.0/"

// thing begins the description of a page.
func (w *writer) thing(kind, path, name string) linked {
	l := linked{"@context": "https://schema.org", "@type": kind, "name": name, "inLanguage": w.code(), "isAccessibleForFree": true}
	if w.in.BaseURL != "" {
		l["url"] = w.address(path)
	}
	return l
}

func (w *writer) organization() linked {
	l := linked{"@type": "Organization", "name": cmp.Or(w.in.Publisher.Name, "Fabbisogno")}
	if w.in.Publisher.Contact != "" {
		l["email"] = w.in.Publisher.Contact
	}
	return l
}

// linkedSite describes the landing page and the list of editions.
func (w *writer) linkedSite(path string) linked {
	words := Words()
	l := w.thing("DataCatalog", path, words["landing.title"].In(w.code()))
	l["description"], l["publisher"], l["license"] = words["landing.lede"].In(w.code()), w.organization(), licenceAddress
	var parts []linked
	for _, r := range w.latest(w.code()) {
		part := linked{"@type": "Dataset", "name": w.lang.Of(r.Title) + ", " + r.Label, "description": w.datasetText(r), "license": licenceAddress, "version": r.Label}
		if w.in.BaseURL != "" {
			part["url"] = w.address(ReportPath(r.Stub(), w.code(), r.Label))
		}
		parts = append(parts, part)
	}
	l["dataset"] = parts
	return l
}

// datasetText says what the data of an edition are.
func (w *writer) datasetText(r edition.Record) string {
	words := Words()
	text := words["dcat.dataset"].In(w.code())
	if r.IsSynthetic {
		text = words["demo.title"].In(w.code()) + " " + text
	}
	return strings.TrimSpace(text + " " + w.lang.Of(r.Finding))
}

// linkedReport describes a report or a brief with the data set behind it.
func (w *writer) linkedReport(e edition.Edition, path, root, name string) linked {
	r := edition.RecordOf(e)
	l := w.thing("Report", path, name)
	l["datePublished"], l["version"], l["license"] = isoDay(e.Released), e.Label, licenceAddress
	l["author"], l["publisher"] = w.organization(), w.organization()
	l["abstract"] = firstFinding(w, e)
	l["creativeWorkStatus"] = w.lang.Of(e.Status)
	if n := len(e.Revisions); n > 1 {
		l["dateModified"] = isoDay(e.Revisions[n-1].On)
	}
	data := linked{"@type": "Dataset", "name": w.lang.Of(e.Title) + ", " + e.Label, "description": w.datasetText(r), "license": licenceAddress,
		"creator": w.organization(), "version": e.Label, "isAccessibleForFree": true, "identifier": "fabbisogno:" + e.ID + ":" + e.Label,
		"spatialCoverage": linked{"@type": "Place", "name": w.lang.Of(e.Name), "identifier": e.Territory},
		"distribution": []linked{
			{"@type": "DataDownload", "encodingFormat": "application/zip", "contentUrl": w.at(root, ZipPath(e))},
			{"@type": "DataDownload", "encodingFormat": "application/json", "contentUrl": w.at(root, RecordPath(e))},
		}}
	var sources []linked
	for _, d := range e.Datasets {
		source := linked{"@type": "Dataset", "name": w.lang.Of(d.Title), "creator": linked{"@type": "Organization", "name": w.lang.Of(d.Provider)}}
		if strings.HasPrefix(d.URL, "https://") {
			source["url"] = d.URL
		}
		sources = append(sources, source)
	}
	if len(sources) > 0 {
		data["isBasedOn"] = sources
	}
	l["mainEntity"] = data
	return l
}

// linkedFigure describes the data of one figure.
func (w *writer) linkedFigure(e edition.Edition, f figure.Figure, path, root string) linked {
	l := w.thing("Dataset", path, w.lang.Of(f.Question))
	text := w.lang.Of(f.Subtitle) + ". " + w.lang.Of(f.Desc)
	if f.IsSynthetic {
		text = Words()["demo.title"].In(w.code()) + " " + text
	}
	l["description"], l["license"], l["creator"], l["version"] = text, licenceAddress, w.organization(), e.Label
	l["identifier"] = "fabbisogno:" + e.ID + ":" + e.Label + ":" + f.ID
	l["distribution"] = []linked{
		{"@type": "DataDownload", "encodingFormat": "text/csv", "contentUrl": w.at(root, CSVPath(e, f.ID))},
		{"@type": "DataDownload", "encodingFormat": "application/json", "contentUrl": w.at(root, JSONPath(e, f.ID))},
	}
	return l
}

// linkedPage describes any other page.
func (w *writer) linkedPage(f Frame, path string) linked {
	l := w.thing("WebPage", path, f.Title)
	l["description"], l["publisher"] = f.Description, w.organization()
	return l
}

// at is the address of a file: absolute where the site's is known, else from the page.
func (w *writer) at(root, path string) string {
	if w.in.BaseURL == "" {
		return root + path
	}
	return w.address(path)
}
