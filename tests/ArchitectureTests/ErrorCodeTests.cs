using System.Reflection;
using System.Text.RegularExpressions;
using MLPlatform.Contracts.Errors;

namespace ArchitectureTests;

public sealed partial class ErrorCodeTests
{
    private static IReadOnlyList<(Type Area, ErrorCode Code)> Declared { get; } =
    [
        .. from area in typeof(ErrorCode).Assembly.GetTypes()
           where area.Namespace == typeof(ErrorCode).Namespace
           from member in area.GetFields(BindingFlags.Public | BindingFlags.Static)
           where member.FieldType == typeof(ErrorCode)
           select (area, (ErrorCode)member.GetValue(null)!),
    ];

    [Fact]
    public void Ids_are_unique_and_known_to_explain()
    {
        var codes = Declared.Select(declared => declared.Code).ToArray();
        Assert.Equal(codes.Length, codes.DistinctBy(code => code.Id).Count());
        Assert.All(codes, code => Assert.Same(code, ErrorCatalog.ById[code.Id]));
    }

    [Fact]
    public void Ids_have_one_shape_and_one_area_per_file()
    {
        Assert.All(Declared, declared => Assert.Matches(Shape(), declared.Code.Id));
        Assert.All(Declared.GroupBy(declared => declared.Area), area => Assert.Single(area.Select(declared => declared.Code.Id.Split('-')[1]).Distinct()));
    }

    [Fact]
    public void Only_a_defect_answers_500() =>
        Assert.Equal([PlatformErrors.Internal.Id], Declared.Where(declared => declared.Code.HttpStatus == 500).Select(declared => declared.Code.Id));

    [Fact]
    public void Every_code_explains_itself() =>
        Assert.All(Declared, declared => Assert.True(declared.Code.Explanation.Length > 20 && declared.Code.Explanation.EndsWith('.'), declared.Code.Id));

    [GeneratedRegex(@"^MLP-[A-Z]+-\d{4}$")]
    private static partial Regex Shape();
}
