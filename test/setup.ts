// n8n-core's decorators need the metadata API before the first import of n8n-core.
import 'reflect-metadata';
