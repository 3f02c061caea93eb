#!/usr/bin/env node
console.log('tracker');
