package server

import (
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
	"github.com/klauspost/compress/gzhttp"
)

// apiConfig is that of an API which answers JSON, exactly what its types say, and serves no pages of its own.
func apiConfig(version string) huma.Config {
	c := huma.DefaultConfig("rtm2", version)
	c.Info.Description = "What the page of rtm2 uses, and whoever wants to. Times end in _us and are microseconds " +
		"since the Unix epoch; durations end in _ms. Pictures and events as they happen come over the WebSocket."
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = "", "", ""
	c.CreateHooks = nil
	c.AllowAdditionalPropertiesByDefault = true // answers may grow; who reads them ignores what is new
	c.Transformers = []huma.Transformer{fromValidation}
	return c
}

// problemResponse describes refusals, and makes the document's error model the one that is really sent.
func problemResponse(api huma.API) *huma.Response {
	schema := api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[problem](), true, "Problem")
	return &huma.Response{
		Description: "Refused", Content: map[string]*huma.MediaType{problemType: {Schema: schema}},
	}
}

func cameraParam(name string) *huma.Param {
	one, most := 1, 64
	return &huma.Param{
		Name: name, In: "path", Required: true, Description: "A camera's id",
		Schema: &huma.Schema{Type: huma.TypeString, MinLength: &one, MaxLength: &most, Pattern: "^[a-z0-9-]+$"},
	}
}

func timeParam(name string) *huma.Param {
	return &huma.Param{
		Name: name, In: "path", Required: true, Description: "Microseconds since the Unix epoch",
		Schema: &huma.Schema{Type: huma.TypeInteger, Format: "int64"},
	}
}

// document answers with the OpenAPI document.
func (s *Server) document(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-cache")
	_, _ = w.Write(s.openAPI)
	return nil
}

// squeezer compresses text and JSON; pictures are compressed already.
func squeezer() (func(http.Handler) http.Handler, error) {
	wrap, err := gzhttp.NewWrapper(gzhttp.EnableZstd(false), gzhttp.MinSize(1024), gzhttp.ContentTypes([]string{
		"text/html", "text/css", "text/plain", "text/javascript", "image/svg+xml",
		"application/json", "application/problem+json", "application/manifest+json",
	}))
	if err != nil {
		return nil, err
	}
	return func(h http.Handler) http.Handler { return wrap(h) }, nil
}
