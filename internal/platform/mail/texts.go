package mail

import (
	"embed"

	"github.com/sansang-project/sansang/internal/platform/db"
)

// Texts are the sentences of this package, for text.NewCatalogue.
//
//go:embed text.vi.yaml text.en.yaml
var Texts embed.FS

//go:embed migrations
var migrationFiles embed.FS

// Migrations are the tables of this package.
var Migrations = db.Migrations{Slice: "mail", Files: db.Sub(migrationFiles, "migrations")}
