import type { ComponentChildren } from "preact";
import { Podium } from "../../visuals/parts";

interface HeaderProps {
  title: string;
  /** What one sees here, in a sentence or two. */
  children: ComponentChildren;
}

/** The top of the page. */
export const Header = ({ title, children }: HeaderProps) => (
  <header>
    <p class="brand">
      <Podium /> Podium
    </p>
    <h1>{title}</h1>
    <p class="lead">{children}</p>
  </header>
);
