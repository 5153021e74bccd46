using System.Text.Json.Serialization;
using MLPlatform.Monitoring.Alerts;
using MLPlatform.Monitoring.Sketches;

namespace MLPlatform.Monitoring;

/// <summary>How profiles and drift reports are written: as the platform's own records.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ProfileSketch))]
[JsonSerializable(typeof(ColumnSketch))]
[JsonSerializable(typeof(DriftReport))]
[JsonSerializable(typeof(Alert))]
[JsonSerializable(typeof(AlertState))]
[JsonSerializable(typeof(WebhookBody))]
public sealed partial class MonitoringJson : JsonSerializerContext;
