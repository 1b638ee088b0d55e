import js from "@eslint/js";
import boundaries from "eslint-plugin-boundaries";
import { createTypeScriptImportResolver } from "eslint-import-resolver-typescript";
import { importX } from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

/** The folders of src from bottom to top: each may import from itself and from those before it. */
const LAYERS = [
  "common",
  "workload",
  "image",
  "program",
  "import",
  "docker",
  "engines",
  "orchestrators",
  "plan",
  "diff",
  "verdict",
  "logs",
  "automation",
  "drills",
  "visuals",
  "cost",
  "report",
  "serve",
  "docs",
  "cli",
];

export default tseslint.config(
  { ignores: ["node_modules", "app/dist", "examples", ".podium", "reports"] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    rules: {
      eqeqeq: "error",
      "default-case-last": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
    },
  },
  {
    files: ["**/*.ts", "**/*.tsx"],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { arguments: false } }],
      "@typescript-eslint/await-thenable": "error",
    },
  },
  {
    files: ["src/**/*.ts", "src/**/*.tsx"],
    plugins: { boundaries, "import-x": importX },
    settings: {
      "boundaries/elements": LAYERS.map((type) => ({ type, pattern: `src/${type}` })),
      "import/resolver": { typescript: true },
      "import-x/resolver-next": [createTypeScriptImportResolver()],
    },
    rules: {
      "boundaries/dependencies": [
        "error",
        {
          default: "disallow",
          policies: LAYERS.map((type, index) => ({
            from: { element: { type } },
            allow: { to: { element: { types: { anyOf: LAYERS.slice(0, index + 1) } } } },
          })),
        },
      ],
      "import-x/no-cycle": "error",
    },
  },
  {
    files: ["bin/*.js", "policies/*.js"],
    rules: { "@typescript-eslint/no-require-imports": "off" },
    languageOptions: {
      sourceType: "commonjs",
      globals: { require: "readonly", module: "readonly", __filename: "readonly", __dirname: "readonly" },
    },
  },
);
