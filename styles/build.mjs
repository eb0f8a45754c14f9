// Compiles styles/*.scss into static/build/, mirrors the third-party sheet for right-to-left and copies fonts.
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import rtlcss from "rtlcss";
import * as sass from "sass";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const packages = join(root, "node_modules");
const built = join(root, "static", "build");
const unfinished = join(root, "static", "build.new");
const fontPackages = ["noto-sans", "noto-sans-arabic"].map((name) => join(packages, "@fontsource-variable", name, "files"));

function compile(name) {
  const options = { style: "compressed", loadPaths: [packages], quietDeps: true };
  return sass.compile(join(root, "styles", name), options).css;
}

function copyFonts(css) {
  for (const [, name] of css.matchAll(/url\("?fonts\/([\w-]+\.woff2)"?\)/g)) {
    const source = fontPackages.map((folder) => join(folder, name)).find(existsSync);
    if (!source) throw new Error(`No font package holds ${name}.`);
    copyFileSync(source, join(unfinished, "fonts", name));
  }
}

rmSync(unfinished, { recursive: true, force: true });
mkdirSync(join(unfinished, "fonts"), { recursive: true });
for (const name of readdirSync(join(root, "styles")).filter((file) => /^[^_].*\.scss$/.test(file))) {
  const css = compile(name);
  const sheet = name.replace(/\.scss$/, "");
  writeFileSync(join(unfinished, `${sheet}.css`), css);
  if (sheet === "vendor") writeFileSync(join(unfinished, "vendor.rtl.css"), rtlcss.process(css));
  copyFonts(css);
}
rmSync(built, { recursive: true, force: true });
renameSync(unfinished, built);
