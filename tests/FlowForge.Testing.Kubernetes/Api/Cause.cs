namespace FlowForge.Testing.Kubernetes.Api;

/// <summary>What is wrong with one field.</summary>
internal sealed record Cause(string Field, string Reason, string Message)
{
    public static Cause Invalid(string field, string value, string why) => new(field, "FieldValueInvalid", $"Invalid value: {value}: {why}");

    public static Cause Required(string field, string why) => new(field, "FieldValueRequired", why.Length == 0 ? "Required value" : "Required value: " + why);

    public static Cause NotSupported(string field, string value, string supported) => new(field, "FieldValueNotSupported", $"Unsupported value: {value}: supported values: {supported}");

    public static Cause Forbidden(string field, string why) => new(field, "FieldValueForbidden", "Forbidden: " + why);
}
