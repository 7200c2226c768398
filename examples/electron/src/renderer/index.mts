// What the page runs.

import { mount } from './app.mjs';

mount(document, window.notes);
