// The files the HTML reports are made of; CMake embeds them (reports/html/, npm package uplot).
#pragma once

#include <string_view>

namespace tidemark::reports {

extern const std::string_view kReportPage;
extern const std::string_view kReportStyle;
extern const std::string_view kReportScript;
extern const std::string_view kComparisonPage;
extern const std::string_view kComparisonStyle;
extern const std::string_view kAnalysisPage;
extern const std::string_view kAnalysisStyle;
extern const std::string_view kAnalysisScript;
extern const std::string_view kUplotScript;
extern const std::string_view kUplotStyle;
extern const std::string_view kUplotLicense;

}  // namespace tidemark::reports
