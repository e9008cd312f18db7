using System.ComponentModel;
using System.Globalization;
using FlowForge.Jobs;

namespace FlowForge.Hosting;

/// <summary>Lets options be written as people write durations (<c>30s</c>), everywhere a TimeSpan is bound from configuration.</summary>
public sealed class DurationConverter : TypeConverter
{
    /// <summary>Once at start, before options are bound.</summary>
    public static void Register() => TypeDescriptor.AddAttributes(typeof(TimeSpan), new TypeConverterAttribute(typeof(DurationConverter)));

    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        value is string text ? Durations.Parse(text, zeroAllowed: true) : base.ConvertFrom(context, culture, value);
}
