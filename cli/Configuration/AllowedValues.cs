using System.ComponentModel.DataAnnotations;

namespace Analytics.Cli.Configuration;

/// <summary>Puts the validation attributes of an option into words.</summary>
public static class AllowedValues
{
    /// <summary>For example <c>0 to 1</c>, <c>auto, cpu or cuda</c>; empty when everything of the type is allowed.</summary>
    public static string Describe(Type type, IEnumerable<ValidationAttribute> attributes)
    {
        var parts = attributes.Select(Describe).Where(part => part.Length > 0).ToList();
        if (parts.Count == 0)
        {
            var element = type.IsArray ? type.GetElementType()! : type.IsGenericType ? type.GetGenericArguments()[^1] : type;
            if (element.IsEnum)
            {
                parts.Add(Either(Enum.GetNames(element)));
            }
            else if (element == typeof(bool))
            {
                parts.Add("true or false");
            }
        }

        return string.Join("; ", parts);
    }

    /// <summary>Whether <paramref name="value"/> meets all of <paramref name="attributes"/>; each entry of a list on its own.</summary>
    public static bool Hold(object? value, IEnumerable<ValidationAttribute> attributes) => attributes.All(attribute =>
        value is System.Collections.IList entries && attribute is (RangeAttribute or AllowedValuesAttribute or RegularExpressionAttribute)
            ? entries.Cast<object?>().All(attribute.IsValid)
            : attribute.IsValid(value));

    private static string Describe(ValidationAttribute attribute)
    {
        switch (attribute)
        {
            case RangeAttribute range:
                // The bounds of a range of another type than int and double are text until the first check.
                range.IsValid(null);
                _ = TryConvert(range);
                return (range.MinimumIsExclusive ? "more than " : "") + OptionText.Format(range.Minimum) + " to "
                    + (range.MaximumIsExclusive ? "less than " : "") + OptionText.Format(range.Maximum);
            case AllowedValuesAttribute allowed:
                return Either([.. allowed.Values.Select(value => OptionText.Format(value))]);
            case RegularExpressionAttribute expression:
                return $"matches {expression.Pattern}";
            case MinLengthAttribute minimum:
                return $"at least {minimum.Length}";
            case MaxLengthAttribute maximum:
                return $"at most {maximum.Length}";
            case LengthAttribute length:
                return $"{length.MinimumLength} to {length.MaximumLength} long";
            case StringLengthAttribute length:
                return $"{length.MinimumLength} to {length.MaximumLength} characters";
            case RequiredAttribute:
                return "not empty";
            case EnumDataTypeAttribute names:
                return Either(Enum.GetNames(names.EnumType));
            case DataTypeAttribute:
                return "";
            default:
                return attribute.FormatErrorMessage("it").TrimEnd('.');
        }
    }

    private static bool TryConvert(RangeAttribute range)
    {
        if (range.Minimum is not string minimum || !OptionText.Understands(range.OperandType))
        {
            return true;
        }

        return OptionText.TryParse(range.OperandType, minimum, out var value) && range.IsValid(value);
    }

    private static string Either(string[] names) =>
        names.Length < 2 ? string.Concat(names) : $"{string.Join(", ", names.SkipLast(1))} or {names[^1]}";
}
