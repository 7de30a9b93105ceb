{{/* The labels by which a service's pods are found; never changed once installed. */}}
{{- define "chat.selector" -}}
app.kubernetes.io/name: chat
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .name }}
{{- end }}

{{- define "chat.labels" -}}
{{ include "chat.selector" . }}
app.kubernetes.io/version: {{ include "chat.tag" . | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end }}

{{/* Each service has a version of its own if it says so: teams deploy without each other. */}}
{{- define "chat.tag" -}}
{{ .service.tag | default .root.Values.image.tag | default .root.Chart.AppVersion }}
{{- end }}

{{- define "chat.image" -}}
{{ .root.Values.image.registry }}/chat-{{ .name }}:{{ include "chat.tag" . }}
{{- end }}

{{/* Nothing runs as root, writes to its image, or gains rights. */}}
{{- define "chat.podSecurity" -}}
runAsNonRoot: true
runAsUser: 1654
fsGroup: 1654
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "chat.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{/* One key of the installation's Secret as an environment variable. */}}
{{- define "chat.secret" -}}
- name: {{ .variable }}
  valueFrom:
    secretKeyRef:
      name: {{ .root.Values.required.secret }}
      key: {{ .key }}
      {{- if .optional }}
      optional: true
      {{- end }}
{{- end }}

{{/* What a service needs to come to its database: all that a migration needs, too. */}}
{{- define "chat.databaseEnvironment" -}}
{{ include "chat.secret" (dict "root" .root "variable" "ServiceAuth__Key" "key" "service-auth-key") }}
{{- with .service.database }}
{{ include "chat.secret" (dict "root" $.root "variable" (printf "ConnectionStrings__%s" .) "key" .) }}
{{- end }}
- name: DOTNET_ENVIRONMENT
  value: Production
{{- end }}
